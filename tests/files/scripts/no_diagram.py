"""A script that draws nothing."""

print("hello")
