package desktop

import (
	"context"
	"fmt"
	"runtime"
	"time"
	"unicode/utf16"
	"unsafe"

	"golang.org/x/sys/windows"

	"sendoff/ui/list"
	"sendoff/ui/words"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")

	openClipboard        = user32.NewProc("OpenClipboard")
	closeClipboard       = user32.NewProc("CloseClipboard")
	getClipboardData     = user32.NewProc("GetClipboardData")
	isClipboardAvailable = user32.NewProc("IsClipboardFormatAvailable")
	clipboardSystem      = windows.NewLazySystemDLL("kernel32.dll")
	globalLock           = clipboardSystem.NewProc("GlobalLock")
	globalUnlock         = clipboardSystem.NewProc("GlobalUnlock")
	globalSize           = clipboardSystem.NewProc("GlobalSize")
)

const fileDrop = 15 // CF_HDROP

// copiedFiles reads the files copied in Explorer and similar programs.
func copiedFiles(ctx context.Context) (list.Copied, error) {
	if there, _, _ := isClipboardAvailable.Call(fileDrop); there == 0 {
		return list.Copied{}, ErrTextOnly
	}
	return patiently(ctx, func(ctx context.Context) (list.Copied, error) {
		data, err := fileDropData(ctx)
		if err != nil {
			return list.Copied{}, err
		}
		return list.DropFiles(data, decodeANSI)
	})
}

// fileDropData copies the list from the clipboard. The system's own parser trusts the data; a copy of known size
// can be parsed safely.
func fileDropData(ctx context.Context) ([]byte, error) {
	runtime.LockOSThread() // a thread owns the open clipboard
	defer runtime.UnlockOSThread()
	if err := holdClipboard(ctx); err != nil {
		return nil, err
	}
	defer closeClipboard.Call() //nolint:errcheck // nothing is left to be done
	handle, _, err := getClipboardData.Call(fileDrop)
	if handle == 0 {
		return nil, fmt.Errorf("read the clipboard: %w", err)
	}
	size, _, err := globalSize.Call(handle)
	switch {
	case size == 0:
		return nil, fmt.Errorf("read the clipboard: %w", err)
	case size > maxClipboard:
		return nil, words.ErrClipboardLong
	}
	return copyOf(handle, size)
}

func copyOf(handle, size uintptr) ([]byte, error) {
	at, _, err := globalLock.Call(handle)
	if at == 0 {
		return nil, fmt.Errorf("read the clipboard: %w", err)
	}
	defer globalUnlock.Call(handle) //nolint:errcheck // the clipboard owns it
	data := make([]byte, size)
	copy(data, unsafe.Slice((*byte)(*(*unsafe.Pointer)(unsafe.Pointer(&at))), size)) // not Go's memory, so it does not move
	return data, nil
}

// holdClipboard opens the clipboard once no other program has it open.
func holdClipboard(ctx context.Context) error {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if held, _, _ := openClipboard.Call(0); held != 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return words.ErrClipboardSilent
		case <-again.C:
		}
	}
}

// decodeANSI decodes names in the system's code page.
func decodeANSI(b []byte) (string, error) {
	if len(b) == 0 {
		return "", nil
	}
	n, err := windows.MultiByteToWideChar(windows.GetACP(), 0, &b[0], int32(len(b)), nil, 0)
	if err != nil {
		return "", fmt.Errorf("decode a name: %w", err)
	}
	wide := make([]uint16, n)
	if _, err := windows.MultiByteToWideChar(windows.GetACP(), 0, &b[0], int32(len(b)), &wide[0], n); err != nil {
		return "", fmt.Errorf("decode a name: %w", err)
	}
	return string(utf16.Decode(wide)), nil
}
