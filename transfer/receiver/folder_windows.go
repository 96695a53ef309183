package receiver

// writable cannot be told beforehand without making a file, which whoever watches the folder would see.
func writable(string) bool { return true }
