package queue

// openFiles is how many files this process may have open at once: the system's limit is far higher.
func openFiles() uint64 { return 1 << 14 }
