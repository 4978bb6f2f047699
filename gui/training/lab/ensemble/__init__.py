"""The page of the ensembles."""
