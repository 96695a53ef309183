package cli

import (
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/transfer"
	"sendoff/ui/words"
)

// speaking runs a command with a language in its environment.
func (r *rig) speaking(language string, args ...string) (code int, stdout, stderr string) {
	r.T.Helper()
	r.T.Cleanup(func() { words.Speak(words.English) })
	var out, errs apptest.Output
	p := Process{Release: version, Args: append([]string{"--dir", r.Dir}, args...), Stdout: &out, Stderr: &errs, Getenv: func(name string) string {
		if name == LanguageEnv {
			return language
		}
		return ""
	}}
	code = p.Run(r.T.Context())
	return code, out.String(), errs.String()
}

func TestCommandsSpeakRussian(t *testing.T) {
	r := newRig(t)
	code, _, _ := r.speaking(words.Russian, "upload", "--to", r.Server.URL, r.File("a.bin", 3000))
	if code != ExitDone {
		t.Fatalf("upload: exit code %d", code)
	}
	code, out, _ := r.speaking(words.Russian, "list", "--all")
	if code != ExitDone || !strings.Contains(out, "СОСТОЯНИЕ") || !strings.Contains(out, "Готово") || !strings.Contains(out, "3,0 кБ") {
		t.Errorf("list: exit code %d\n%s", code, out)
	}
	code, _, errs := r.speaking(words.Russian, "cancel", "0")
	if code != ExitFailed || !strings.Contains(errs, "Нельзя отменить") || !strings.Contains(errs, "задание завершено") {
		t.Errorf("cancel of what has ended: exit code %d\n%s", code, errs)
	}
	code, _, errs = r.speaking(words.Russian, "pause", "--all")
	if code != ExitDone || errs != "Нечего приостановить.\n" {
		t.Errorf("pause: exit code %d\n%s", code, errs)
	}
}

// TestJSONIsTheSameInEveryLanguage: output for scripts is English.
func TestJSONIsTheSameInEveryLanguage(t *testing.T) {
	r := newRig(t)
	if code, _, errs := r.speaking(words.Russian, "add", "--to", "http://127.0.0.1:1/", r.File("a.bin", 30)); code != ExitDone {
		t.Fatalf("add: exit code %d\n%s", code, errs)
	}
	_, russian, _ := r.speaking(words.Russian, "list", "--json")
	_, english, _ := r.speaking(words.English, "list", "--json")
	if russian != english || russian == "" {
		t.Errorf("list --json:\n%s\n%s", russian, english)
	}
}

// TestFaultInJSONIsEnglish: so is the one sentence in --json.
func TestFaultInJSONIsEnglish(t *testing.T) {
	r := newRig(t)
	code, _, _ := r.speaking(words.Russian, "upload", "--to", r.Server.URL+"no/such/folder/", r.File("a.bin", 30))
	if code != ExitFailed {
		t.Fatalf("upload: exit code %d", code)
	}
	_, out, _ := r.speaking(words.Russian, "list", "--all", "--json")
	if !strings.Contains(out, `"kind":"`+string(transfer.KindNotFound)+`"`) || !strings.Contains(out, "does not accept uploads at this address") {
		t.Errorf("list --json: %s", out)
	}
}
