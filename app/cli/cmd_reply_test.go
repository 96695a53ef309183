package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"sendoff/ui/words"
)

// TestUploadWithoutTheReplyThatWasWanted: the output says that the file arrived; the missing reply is an error of
// the command, not of the upload.
func TestUploadWithoutTheReplyThatWasWanted(t *testing.T) {
	r := newRig(t)
	path := r.File("a.bin", 3000)
	_, errs := r.Run(ExitFailed, "upload", "--to", r.Server.URL, "--reply", filepath.Join(r.Files, "reply"), path)
	r.Arrived(path)
	if !strings.Contains(errs, "Done · ") || !strings.Contains(errs, "The whole file is on 127.0.0.1") || !strings.Contains(errs, "gave none") {
		t.Errorf("said: %s", errs)
	}
	for _, j := range r.List() {
		fault, _ := j["fault"].(map[string]any)
		if j["state"] != "done" || j["outcome"] != "done" || fault["kind"] != "no_reply" {
			t.Errorf("%v", j)
		}
	}
}

// TestReplyPathThatCannotBeWritten: it is refused before anything is added, in both languages.
func TestReplyPathThatCannotBeWritten(t *testing.T) {
	r := newRig(t)
	path, to := r.File("a.bin", 30), filepath.Join(r.Files, "no", "such", "folder", "reply")
	for language, want := range map[string]string{
		words.English: "The reply cannot be saved as " + to + ": no such file or directory.",
		words.Russian: "Ответ нельзя сохранить как " + to + ": нет такого файла или папки.",
	} {
		for _, command := range []string{"add", "upload"} {
			code, _, errs := r.speaking(language, command, "--to", r.Server.URL, "--reply", to, path)
			if code != ExitFailed || !strings.Contains(errs, want) {
				t.Errorf("%s: exit code %d, %s", command, code, errs)
			}
		}
	}
	if len(r.List()) != 0 {
		t.Errorf("added: %v", r.List())
	}
}
