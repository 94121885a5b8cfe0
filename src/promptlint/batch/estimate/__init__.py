"""What a job costs, lever by lever: its price list, a cheaper model, the cache, the batch."""
