"""Import Kubernetes manifests."""
