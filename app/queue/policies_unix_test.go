//go:build unix

package queue

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOnlyTheAdministratorHandsOutServers: what another user can write is no policy, and it is said.
func TestOnlyTheAdministratorHandsOutServers(t *testing.T) {
	const nobody = 65534
	for _, test := range []struct {
		name       string
		owner      int         // of the folder
		rights     os.FileMode // of the folder
		fileOwner  int
		fileRights os.FileMode
		used       bool
		say        string
	}{
		{"root's", 0, 0o755, 0, 0o644, true, ""},
		{"another user's folder", nobody, 0o755, 0, 0o644, false, "servers.d are left out"},
		{"a folder that all may write to", 0, 0o777, 0, 0o644, false, "servers.d are left out"},
		{"a folder that a group may write to", 0, 0o775, 0, 0o644, false, "servers.d are left out"},
		{"another user's file", 0, 0o755, nobody, 0o644, false, "a.sendoff"},
		{"a file that all may write to", 0, 0o755, 0, 0o666, false, "a.sendoff"},
	} {
		t.Run(test.name, func(t *testing.T) {
			folder := filepath.Join(t.TempDir(), "servers.d")
			path := filepath.Join(folder, "a.sendoff")
			if err := os.Mkdir(folder, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(`{"sendoff_card":1,"name":"Lab","address":"https://lab.example/"}`), 0o600); err != nil {
				t.Fatal(err)
			}
			give := func(path string, owner int, rights os.FileMode) {
				if err := os.Chmod(path, rights); err != nil {
					t.Fatal(err)
				}
				if err := os.Chown(path, owner, -1); err != nil {
					t.Skip("files of several users need root:", err)
				}
			}
			give(path, test.fileOwner, test.fileRights)
			give(folder, test.owner, test.rights)
			s := ServersWithout(&Config{Policies: []string{folder}})
			if used := len(s.Cards) == 1; used != test.used {
				t.Errorf("used: %v", used)
			}
			if said := strings.Join(s.Broken, "\n"); (said == "") != test.used || !strings.Contains(said, test.say) {
				t.Errorf("said: %q", said)
			}
		})
	}
}

// TestAUsersOwnFolderIsNoPolicy: XDG_CONFIG_DIRS and a program in the home folder may lead to one.
func TestAUsersOwnFolderIsNoPolicy(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root is the administrator")
	}
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.sendoff"), []byte(`{"sendoff_card":1,"name":"Lab","address":"https://lab.example/"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := ServersWithout(&Config{Policies: []string{folder}}); len(s.Cards) != 0 || len(s.Broken) != 1 {
		t.Errorf("%+v", s)
	}
}
