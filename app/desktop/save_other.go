//go:build !linux

package desktop

import "context"

func saveNative(ctx context.Context, s saver) (string, error) { return saveByProgram(ctx, s) }
