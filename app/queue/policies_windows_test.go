package queue

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

// TestOnlyAdministratorsHandOutServers: rights and owner of a file are those of %ProgramData%, where each user may
// make files.
func TestOnlyAdministratorsHandOutServers(t *testing.T) {
	for _, test := range []struct {
		name, sddl string
		used       bool
	}{
		{"the administrators'", "O:BAD:P(A;;FA;;;BA)(A;;FA;;;SY)(A;;FR;;;BU)", true},
		{"the system's", "O:SYD:P(A;;FA;;;BA)(A;;FA;;;SY)(A;;FR;;;BU)", true},
		{"a file that users may write to", "O:BAD:P(A;;FA;;;BA)(A;;FA;;;BU)", false},
		{"a guest's", "O:BGD:P(A;;FA;;;BA)(A;;FR;;;BU)", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "a.sendoff")
			if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
				t.Fatal(err)
			}
			sd, err := windows.SecurityDescriptorFromString(test.sddl)
			if err != nil {
				t.Fatal(err)
			}
			owner, _, _ := sd.Owner()
			rights, _, _ := sd.DACL()
			const both = windows.OWNER_SECURITY_INFORMATION | windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
			if err := windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, both, owner, nil, rights, nil); err != nil {
				t.Skip("only administrators give files away:", err)
			}
			f, err := os.Open(path)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close() //nolint:errcheck // it was only looked at
			if used := byAdministrator(f); used != test.used {
				t.Errorf("used: %v", used)
			}
		})
	}
}
