"""The plans of all figures: who competes on which problem, small and at the paper's scale."""
