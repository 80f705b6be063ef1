"""MXNet's face: importing mxgrad under its name, and what MXNet has that mxgrad has not."""
