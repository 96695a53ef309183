package main

import "os"

// rclone is a command of rclone that copies something to nginx as a WebDAV server.
func (b *bench) rclone(verb, from, addr, to string) command {
	return command{args: []string{
		"rclone", verb, "--config", os.DevNull, "--webdav-url", "http://" + addr, "--no-check-dest", "--transfers", "16", "--retries", "1", from, ":webdav:" + to,
	}, env: b.env()}
}
