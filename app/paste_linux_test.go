//go:build !nowindow

package main

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"sendoff/app/apptest"
)

// TestPasteFromFileManager: files and a folder are copied in a real file manager and pasted into the window.
func TestPasteFromFileManager(t *testing.T) {
	apptest.NeedTools(t, "pcmanfm")
	s := openScreen(t, "light")
	if err := os.MkdirAll(filepath.Join(s.Files, "a folder ё"), 0o700); err != nil {
		t.Fatal(err)
	}
	k := &keyboard{screen: s}
	k.rested("b file.bin", 300_000)
	k.rested("видео #1 100%.txt", 5)
	k.rested("a folder ё/inner.txt", 70_000)
	_, k.w = s.Sendoff("--to", s.Server.URL)
	manager := s.fileManager(s.Files)
	s.Place(k.w, image.Rect(10, 30, 650, 590))
	s.Place(manager, image.Rect(670, 30, 1270, 430))
	s.selectAll(manager)
	s.Input("key ctrl+c sleep 0.4")
	k.press("ctrl+v")
	s.Calm(k.w)
	s.KeepShot("pasted")
	for _, name := range []string{"b file.bin", "видео #1 100%.txt", "inner.txt"} {
		k.accepts(name)
		apptest.Eventually(t, "the upload of "+name, func() bool { return s.List()[name]["outcome"] == "done" })
	}
	s.Arrived(filepath.Join(s.Files, "b file.bin"))
	s.Arrived(filepath.Join(s.Files, "видео #1 100%.txt"))
}
