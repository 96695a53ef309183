package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sendoff/app/apptest"
	"sendoff/app/queue"
	"sendoff/ui/words"
)

// TestLanguageOfTheCommandLine: the environment takes precedence over the settings of this queue's window.
func TestLanguageOfTheCommandLine(t *testing.T) {
	dir := t.TempDir()
	of := func(env string, args ...string) string {
		return Process{Release: version, Args: args, Getenv: func(name string) string {
			if name == LanguageEnv {
				return env
			}
			return ""
		}}.language()
	}
	for _, language := range []string{"ru", "ru", "en"} {
		if err := queue.KeepLanguage(dir, language); err != nil {
			t.Fatal(err)
		}
		if got := of("", "list", "--dir", dir); got != language {
			t.Errorf("%q, want %q", got, language)
		}
	}
	if got := of("ru", "--dir="+dir); got != "ru" {
		t.Errorf("with an environment: %q", got)
	}
	if got := of("", "--dir="+dir); got != "en" {
		t.Errorf("with =: %q", got)
	}
	if err := errors.Join(queue.KeepLanguage(dir, ""), queue.KeepLanguage(dir, "")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "language")); err == nil {
		t.Error("the system's language needs no file")
	}
}

// TestHelpInRussian: help, errors and an owner's refusals are in the language of the command.
func TestHelpInRussian(t *testing.T) {
	words.Speak(words.Russian)
	t.Cleanup(func() { words.Speak(words.English) })
	var out apptest.Output
	p := Process{Release: version, Args: []string{"add", "--help"}, Stdout: &out, Stderr: &out, Getenv: func(name string) string {
		if name == LanguageEnv {
			return words.Russian
		}
		return ""
	}}
	if code := p.Run(t.Context()); code != ExitDone {
		t.Errorf("exit code %d", code)
	}
	for _, want := range []string{"Вызов: sendoff add", "Аргументы:", "Флаги:", "Показать справку", "Папка очереди (по умолчанию: " + defaultDir()[:1]} {
		if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), want) {
			t.Errorf("%q is not in the help:\n%s", want, out.String())
		}
	}
	for said, want := range map[string]string{
		`unknown flag --al, did you mean "--all"?`:                             `флага --al нет; может быть, "--all"?`,
		`--timeout: expected duration but got "x": time: invalid duration "x"`: `--timeout: "x" — это не длительность: напишите 30s, 5m или 2h`,
		`something nobody knows`:                                               `something nobody knows`,
	} {
		if got := complaint(said); got != want {
			t.Errorf("%q: %q", said, got)
		}
	}
}

// TestOwnerOfAnotherVersion: the refusal of a request of another version is in the language of the command, and the
// queue is unavailable.
func TestOwnerOfAnotherVersion(t *testing.T) {
	words.Speak(words.Russian)
	t.Cleanup(func() { words.Speak(words.English) })
	err := fmt.Errorf("%w: %w", queue.ErrOtherVersion, errors.New("another verb"))
	if got := sentence(err); got != "С очередью работает Sendoff другой версии." {
		t.Errorf("said %q", got)
	}
	if code := ExitCode(t.Context(), err); code != ExitQueue {
		t.Errorf("exit code %d", code)
	}
	gone := fmt.Errorf("%w: %w", queue.ErrOwnerGone, errors.New("dial unix: no such file or directory"))
	if got := sentence(gone); strings.Contains(got, "dial") || !strings.HasPrefix(got, "Sendoff") {
		t.Errorf("said %q", got)
	}
}
