package main

import (
	"strings"
	"testing"

	"sendoff/transfer"
	"sendoff/ui/words"
)

// speaking runs a command with a language in its environment.
func (r *rig) speaking(language string, args ...string) (code int, stdout, stderr string) {
	r.t.Helper()
	r.t.Cleanup(func() { words.Speak(words.English) })
	var out, errs output
	p := process{release: version, args: append([]string{"--dir", r.dir}, args...), stdout: &out, stderr: &errs, getenv: func(name string) string {
		if name == languageEnv {
			return language
		}
		return ""
	}}
	code = p.run(r.t.Context())
	return code, out.String(), errs.String()
}

func TestCommandsSpeakRussian(t *testing.T) {
	r := newRig(t)
	code, _, _ := r.speaking(words.Russian, "upload", "--to", r.server.url, r.file("a.bin", 3000))
	if code != exitDone {
		t.Fatalf("upload: exit code %d", code)
	}
	code, out, _ := r.speaking(words.Russian, "list", "--all")
	if code != exitDone || !strings.Contains(out, "СОСТОЯНИЕ") || !strings.Contains(out, "Готово") || !strings.Contains(out, "3,0 кБ") {
		t.Errorf("list: exit code %d\n%s", code, out)
	}
	code, _, errs := r.speaking(words.Russian, "cancel", "0")
	if code != exitFailed || !strings.Contains(errs, "Нельзя отменить") || !strings.Contains(errs, "задание завершено") {
		t.Errorf("cancel of what has ended: exit code %d\n%s", code, errs)
	}
	code, _, errs = r.speaking(words.Russian, "pause", "--all")
	if code != exitDone || errs != "Нечего приостановить.\n" {
		t.Errorf("pause: exit code %d\n%s", code, errs)
	}
}

// TestJSONIsTheSameInEveryLanguage holds what scripts read to English.
func TestJSONIsTheSameInEveryLanguage(t *testing.T) {
	r := newRig(t)
	if code, _, errs := r.speaking(words.Russian, "add", "--to", "http://127.0.0.1:1/", r.file("a.bin", 30)); code != exitDone {
		t.Fatalf("add: exit code %d\n%s", code, errs)
	}
	_, russian, _ := r.speaking(words.Russian, "list", "--json")
	_, english, _ := r.speaking(words.English, "list", "--json")
	if russian != english || russian == "" {
		t.Errorf("list --json:\n%s\n%s", russian, english)
	}
}

// TestFaultInJSONIsEnglish is about the one sentence that --json holds.
func TestFaultInJSONIsEnglish(t *testing.T) {
	r := newRig(t)
	code, _, _ := r.speaking(words.Russian, "upload", "--to", r.server.url+"no/such/folder/", r.file("a.bin", 30))
	if code != exitFailed {
		t.Fatalf("upload: exit code %d", code)
	}
	_, out, _ := r.speaking(words.Russian, "list", "--all", "--json")
	if !strings.Contains(out, `"kind":"`+string(transfer.KindNotFound)+`"`) || !strings.Contains(out, "found nothing to upload to") {
		t.Errorf("list --json: %s", out)
	}
}
