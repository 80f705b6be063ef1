"""What training needs beside gradients: where parameters begin, how they step, and how well they do."""
