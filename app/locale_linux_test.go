//go:build !nowindow

package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"

	"sendoff/app/apptest"
)

// TestLocalesOfAllKinds starts the program with many forms of locales: only the program prints to standard error,
// in the closest language it has.
func TestLocalesOfAllKinds(t *testing.T) {
	const english, russian = "Nothing to upload.\n", "Нечего выгружать.\n"
	for env, want := range map[string]string{
		"LANG=sr_RS@latin": english, "LANG=de_DE@euro": english, "LANG=UTF-8": english, "LANG=C.UTF-8": english, "LANG=C": english,
		"LC_ALL=POSIX": english, "LANG=": english, "LC_ALL=xx_YY": english, "LANG=@": english, "LC_MESSAGES=zh_CN.GB18030": english,
		"LANG=ru_RU@petr1708": russian, "LC_ALL=ru_RU.KOI8-R": russian, "LANG=ru": russian, "LANG=ru_ZZZZZ": russian,
		"LANG=uk_UA.UTF-8 LANGUAGE=uk:ru:en": russian, "LANG=de_DE@euro LANGUAGE=sr@latin:xx::ru_RU": russian, "LANG=C LANGUAGE=ru": english,
	} {
		t.Run(env, func(t *testing.T) {
			c := exec.CommandContext(t.Context(), os.Args[0], "--dir", t.TempDir(), "list")
			c.Env = append(strings.Fields(env), apptest.AsProgram+"=1", "HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"))
			out, err := c.CombinedOutput()
			if err != nil || string(out) != want {
				t.Errorf("%v, %q", err, out)
			}
		})
	}
}
