"""Operations that MXNet keeps under `nd.contrib`."""
