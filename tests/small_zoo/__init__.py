"""Three small architectures that replace the zoo in tests of listing and commands."""
