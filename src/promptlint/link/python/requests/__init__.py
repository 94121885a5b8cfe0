"""What looks like a prompt on the way: requests of SDKs, bodies that are posted."""
