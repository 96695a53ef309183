package main

import (
	"path/filepath"
	"strings"
	"testing"

	"sendoff/ui/words"
)

// TestUploadWithoutTheReplyThatWasWanted: the file is there and that is said; what is missing is an error of
// the command, not of the upload.
func TestUploadWithoutTheReplyThatWasWanted(t *testing.T) {
	r := newRig(t)
	path := r.file("a.bin", 3000)
	_, errs := r.run(exitFailed, "upload", "--to", r.server.url, "--reply", filepath.Join(r.files, "reply"), path)
	r.arrived(path)
	if !strings.Contains(errs, "Done - ") || !strings.Contains(errs, "The whole file is on 127.0.0.1") || !strings.Contains(errs, "gave none") {
		t.Errorf("said: %s", errs)
	}
	for _, j := range r.list() {
		fault, _ := j["fault"].(map[string]any)
		if j["state"] != "done" || j["outcome"] != "done" || fault["kind"] != "no_reply" {
			t.Errorf("%v", j)
		}
	}
}

// TestReplyPathThatCannotBeWritten is refused before anything is added, in both languages.
func TestReplyPathThatCannotBeWritten(t *testing.T) {
	r := newRig(t)
	path, to := r.file("a.bin", 30), filepath.Join(r.files, "no", "such", "folder", "reply")
	for language, want := range map[string]string{
		words.English: "The reply cannot be saved as " + to + ": no such file or directory.",
		words.Russian: "Ответ нельзя сохранить как " + to + ": нет такого файла или папки.",
	} {
		for _, command := range []string{"add", "upload"} {
			code, _, errs := r.speaking(language, command, "--to", r.server.url, "--reply", to, path)
			if code != exitFailed || !strings.Contains(errs, want) {
				t.Errorf("%s: exit code %d, %s", command, code, errs)
			}
		}
	}
	if len(r.list()) != 0 {
		t.Errorf("added: %v", r.list())
	}
}
