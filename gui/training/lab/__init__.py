"""The laboratory: what one does with data and nets besides watching one of them train."""
