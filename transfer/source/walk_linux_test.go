package source

import (
	"os"
	"path/filepath"
	"testing"
)

func TestWalkMeetsAFileThatIsNotEmpty(t *testing.T) {
	dir := t.TempDir()
	link := filepath.Join(dir, "version")
	if err := os.Symlink("/proc/version", link); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "empty"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	skips := map[string]SkipReason{}
	err := Walk(t.Context(), []string{dir}, func(found []Found) error {
		for _, f := range found {
			skips[filepath.Base(f.Rel)] = f.Skip
		}
		return nil
	})
	if err != nil || skips["version"] != SkipSize || skips["empty"] != "" {
		t.Errorf("%v, %v", skips, err)
	}
}
