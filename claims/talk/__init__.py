"""People talk about claims, and see that others are at them."""
