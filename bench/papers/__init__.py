"""What the benches of paper measure, one way a function.

Each runs in a process of its own, so that its peak memory is its own."""
