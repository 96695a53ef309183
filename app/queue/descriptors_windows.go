package queue

// openFiles is how many files this process may have open at once: the system sets no bound that matters.
func openFiles() uint64 { return 1 << 14 }
