"""What a class did, misunderstood and left out: one page for its teacher."""
