package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// queue is a queue's folder.
type queue struct {
	b   *bench
	dir string
}

// newQueue makes an empty one.
func (b *bench) newQueue() (queue, error) {
	dir, err := os.MkdirTemp(b.dir, "queue-")
	if err != nil {
		return queue{}, fmt.Errorf("make a queue: %w", err)
	}
	return queue{b, dir}, nil
}

func (q queue) remove() { _ = os.RemoveAll(q.dir) } // else with the whole folder, later

// command is a command of Sendoff for this queue.
func (q queue) command(args ...string) command {
	return command{args: append([]string{q.b.sendoff, args[0], "--dir", q.dir}, args[1:]...), env: q.b.env()}
}

// upload is the command that uploads files and waits for them.
func (q queue) upload(url string, more ...string) command {
	return q.command(append([]string{"upload", "--quiet", "--to", url}, more...)...)
}

// env keeps Sendoff away from the home folder, from the keyring and from proxies.
func (b *bench) env() []string {
	return []string{
		"HOME=" + b.dir, "XDG_DATA_HOME=" + b.dir, "XDG_CONFIG_HOME=" + b.dir, "XDG_CACHE_HOME=" + b.dir,
		"DBUS_SESSION_BUS_ADDRESS=disabled:", "LC_ALL=C", "SSL_CERT_FILE=" + b.certificate, "NO_PROXY=127.0.0.1",
	}
}

// startServe runs "sendoff serve" over a folder of its own.
func (b *bench) startServe(ctx context.Context, encrypted bool) (*daemon, string, error) {
	folder := filepath.Join(b.sink, "serve")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, "", fmt.Errorf("make a folder for sendoff serve: %w", err)
	}
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, "", err
	}
	args := []string{"serve", "--listen", addr, "--overwrite", "--quiet"}
	if encrypted {
		args = append(args, "--tls-cert", b.certificate, "--tls-key", b.certificate)
	}
	d, err := startDaemon(ctx, addr, queue{b, filepath.Join(b.dir, "serve")}.command(append(args, folder)...))
	return d, folder, err
}

// startDiscarding runs this program as a server.
func (b *bench) startDiscarding(ctx context.Context, encrypted bool) (*daemon, error) {
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, err
	}
	args := []string{b.self, "-discard", addr}
	if encrypted {
		args = append(args, "-certificate", b.certificate)
	}
	return startDaemon(ctx, addr, command{args: args})
}
