package desktop

import (
	"os"
	"path/filepath"
	"testing"

	"sendoff/app/apptest"

	"github.com/godbus/dbus/v5"
)

// fileManager is the desktop's file manager on the session bus.
type fileManager chan []string

// ShowItems selects files.
func (m fileManager) ShowItems(uris []string, _ string) *dbus.Error {
	m <- uris
	return nil
}

// TestRevealSelectsTheFile: a file manager with the interface selects the file; otherwise the folder is opened.
func TestRevealSelectsTheFile(t *testing.T) {
	apptest.NeedTools(t, "dbus-daemon")
	s := &screen{&apptest.Display{Rig: newRig(t).Rig}}
	s.StartBus(filepath.Join(t.TempDir(), "bus.conf"))
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", s.Variable("DBUS_SESSION_BUS_ADDRESS"))
	bin := t.TempDir()
	opened := filepath.Join(bin, "opened")
	script := "#!/bin/sh\necho \"$1\" > " + opened + ".part && mv " + opened + ".part " + opened + "\n"
	if err := os.WriteFile(filepath.Join(bin, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	path := s.File("видео #1 100%.bin", 1)

	if err := reveal(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	apptest.Eventually(t, "the folder, where no file manager answers", func() bool {
		said, err := os.ReadFile(opened)
		return err == nil && string(said) == filepath.Dir(path)+"\n"
	})

	m := make(fileManager, 1)
	if err := s.Bus.Export(m, "/org/freedesktop/FileManager1", "org.freedesktop.FileManager1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Bus.RequestName("org.freedesktop.FileManager1", dbus.NameFlagDoNotQueue); err != nil {
		t.Fatal(err)
	}
	if err := reveal(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	want := "file://" + filepath.Dir(path) + "/%D0%B2%D0%B8%D0%B4%D0%B5%D0%BE%20%231%20100%25.bin"
	if got := <-m; len(got) != 1 || got[0] != want {
		t.Errorf("selected %q, want %q", got, want)
	}
}
