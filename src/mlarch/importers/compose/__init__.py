"""Import Compose projects."""
