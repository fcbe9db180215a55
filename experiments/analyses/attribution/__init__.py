"""How much of an effect each line of a plan brings (Shapley values)."""
