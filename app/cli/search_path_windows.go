package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// systemCmds are the commands of a single system.
type systemCmds struct {
	SearchPath searchPathCmd `cmd:"" name:"search-path" hidden:"" help:"Add the program's folder to your PATH, or remove it."`
}

// searchPathCmd is for the installer, whose strings are too short for a long PATH.
type searchPathCmd struct {
	Change string `arg:"" enum:"add,remove" help:"add or remove."`
}

const environmentKey, pathValue = "Environment", "Path"

func (s *searchPathCmd) Run() error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	key, err := registry.OpenKey(registry.CURRENT_USER, environmentKey, registry.QUERY_VALUE|registry.SET_VALUE)
	if err != nil {
		return fmt.Errorf("open the environment: %w", err)
	}
	defer key.Close() //nolint:errcheck // what was set is set
	old, kind, err := key.GetStringValue(pathValue)
	if errors.Is(err, registry.ErrNotExist) {
		kind, err = registry.EXPAND_SZ, nil
	}
	if err != nil {
		return fmt.Errorf("read the PATH: %w", err)
	}
	path := withoutFolder(old, filepath.Dir(program))
	if s.Change == "add" {
		path = withFolder(old, filepath.Dir(program))
	}
	if path == old {
		return nil
	}
	if err := setPath(key, path, kind); err != nil {
		return fmt.Errorf("change the PATH: %w", err)
	}
	announceEnvironment()
	return nil
}

// setPath keeps the value's type: its variables may have to be expanded, or not.
func setPath(key registry.Key, path string, kind uint32) error {
	switch {
	case path == "":
		return key.DeleteValue(pathValue)
	case kind == registry.SZ:
		return key.SetStringValue(pathValue, path)
	}
	return key.SetExpandStringValue(pathValue, path)
}

// withFolder is a PATH with dir, appended unless it is there already.
func withFolder(path, dir string) string {
	for entry := range strings.SplitSeq(path, ";") {
		if sameFolder(entry, dir) {
			return path
		}
	}
	if path == "" || strings.HasSuffix(path, ";") {
		return path + dir
	}
	return path + ";" + dir
}

// withoutFolder is a PATH without dir, otherwise unchanged.
func withoutFolder(path, dir string) string {
	var rest []string
	for entry := range strings.SplitSeq(path, ";") {
		if !sameFolder(entry, dir) {
			rest = append(rest, entry)
		}
	}
	return strings.Join(rest, ";")
}

func sameFolder(entry, dir string) bool {
	clean := func(s string) string { return strings.TrimRight(strings.Trim(strings.TrimSpace(s), `"`), `\/`) }
	return strings.EqualFold(clean(entry), clean(dir))
}

var sendMessageTimeout = windows.NewLazySystemDLL("user32.dll").NewProc("SendMessageTimeoutW")

// announceEnvironment makes Explorer read the environment again, for new consoles.
func announceEnvironment() {
	const everyone, settingChange, abortIfHung, milliseconds = 0xffff, 0x1a, 2, 2000
	name, err := windows.UTF16PtrFromString(environmentKey)
	if err != nil {
		return
	}
	_, _, _ = sendMessageTimeout.Call(everyone, settingChange, 0, uintptr(unsafe.Pointer(name)), abortIfHung, milliseconds, 0) // a hung program reads it later
}
