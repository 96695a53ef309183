package cli

import "testing"

func TestSearchPath(t *testing.T) {
	const dir = `C:\Users\a\Programs\Sendoff`
	for _, tt := range []struct{ name, path, with, without string }{
		{"empty", "", dir, ""},
		{"others", `C:\a;%X%\b`, `C:\a;%X%\b;` + dir, `C:\a;%X%\b`},
		{"ends open", `C:\a;`, `C:\a;` + dir, `C:\a;`},
		{"there", `C:\a;` + dir + `;C:\b`, `C:\a;` + dir + `;C:\b`, `C:\a;C:\b`},
		{"there, written otherwise", `"c:\users\A\Programs\Sendoff\";C:\b`, `"c:\users\A\Programs\Sendoff\";C:\b`, `C:\b`},
		{"alone", dir, dir, ""},
		{"longer name", dir + `2`, dir + `2;` + dir, dir + `2`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := withFolder(tt.path, dir); got != tt.with {
				t.Errorf("with: %q, want %q", got, tt.with)
			}
			if got := withoutFolder(tt.path, dir); got != tt.without {
				t.Errorf("without: %q, want %q", got, tt.without)
			}
		})
	}
}
