"""Everything on one machine: what Azure and its Functions host do for a deployment."""
