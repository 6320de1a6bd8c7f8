"""Three small architectures that stand in for the zoo in tests of listing and commands."""
