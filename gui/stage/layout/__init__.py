"""Where everything stands, and the way from one layout to the next."""
