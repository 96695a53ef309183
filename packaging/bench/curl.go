package main

import (
	"fmt"
	"os"
	"strings"
)

// curlPut uploads one file to an address. "Expect:" spares curl the round trip that it would wait for a 100.
func (b *bench) curlPut(path, url string) command {
	return command{args: []string{
		"curl", "-q", "-sS", "-f", "--noproxy", "*", "--cacert", b.certificate, "-H", "Expect:", "-T", path, url, "-o", os.DevNull,
	}}
}

// curlMany uploads many files over 16 connections, or one by one.
func (b *bench) curlMany(list, folder string, parallel bool) (command, error) {
	paths, err := os.ReadFile(list)
	if err != nil {
		return command{}, fmt.Errorf("read the list of files: %w", err)
	}
	var text strings.Builder
	for path := range strings.FieldsSeq(string(paths)) {
		fmt.Fprintf(&text, "upload-file = %q\nurl = %q\noutput = %q\n", path, folder, os.DevNull)
	}
	config := list + ".curl"
	if err := os.WriteFile(config, []byte(text.String()), 0o600); err != nil {
		return command{}, fmt.Errorf("write curl's list: %w", err)
	}
	args := []string{"curl", "-q", "-sS", "-f", "--noproxy", "*", "-H", "Expect:", "-K", config}
	if parallel {
		args = append(args, "-Z", "--parallel-max", "16")
	}
	return command{args: args}, nil
}
