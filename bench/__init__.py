"""Speed and memory, measured in one run so that ratios can be compared; never asserted in tests."""
