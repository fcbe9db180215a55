"""How fast the model is, how much memory it takes, and how other forms of such a model compare."""
