package main

import (
	"image"
	"os"
	"path/filepath"
	"testing"
)

// TestPasteFromFileManager: files and a folder are copied in a real file manager and pasted into the window.
func TestPasteFromFileManager(t *testing.T) {
	needTools(t, "pcmanfm")
	s := openScreen(t, "light")
	if err := os.MkdirAll(filepath.Join(s.files, "a folder ё"), 0o700); err != nil {
		t.Fatal(err)
	}
	k := &keyboard{screen: s}
	k.rested("b file.bin", 300_000)
	k.rested("видео #1 100%.txt", 5)
	k.rested("a folder ё/inner.txt", 70_000)
	_, k.w = s.sendoff("--to", s.server.url)
	manager := s.fileManager(s.files)
	s.place(k.w, image.Rect(10, 30, 650, 590))
	s.place(manager, image.Rect(670, 30, 1270, 430))
	s.selectAll(manager)
	s.input("key ctrl+c sleep 0.4")
	k.press("ctrl+v")
	s.calm(k.w)
	s.keepShot("pasted")
	for _, name := range []string{"b file.bin", "видео #1 100%.txt", "inner.txt"} {
		k.accepts(name)
		eventually(t, "the upload of "+name, func() bool { return s.list()[name]["outcome"] == "done" })
	}
	s.arrived(filepath.Join(s.files, "b file.bin"))
	s.arrived(filepath.Join(s.files, "видео #1 100%.txt"))
}
