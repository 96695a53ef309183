//go:build !windows

package serve

import (
	"context"
	"io"
)

// Install is for Windows.
func Install(io.Writer, []string) error { return ErrNoService }

// Start is for Windows.
func Start() error { return ErrNoService }

// Stop is for Windows.
func Stop(context.Context) error { return ErrNoService }

// Remove is for Windows.
func Remove() error { return ErrNoService }

// RunAsService is for Windows.
func RunAsService(context.Context, Options) error { return ErrNoService }
