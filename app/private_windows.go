package main

import "os"

// checkPrivate makes sure that a folder is there. The temporary folder of Windows is the user's own.
func checkPrivate(dir string) error {
	_, err := os.Stat(dir)
	return err
}
