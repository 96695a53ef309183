package queue

import (
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"
)

// TestOnlyAdministratorsHandOutServers: rights and owner are those of %ProgramData%, where each user may make files.
func TestOnlyAdministratorsHandOutServers(t *testing.T) {
	for _, test := range []struct {
		name, sddl   string
		file, folder bool // used
	}{
		{"the administrators'", "O:BAD:P(A;;FA;;;BA)(A;;FA;;;SY)(A;;FR;;;BU)", true, true},
		{"the system's", "O:SYD:P(A;;FA;;;BA)(A;;FA;;;SY)(A;;FR;;;BU)", true, true},
		{"one that users may write to", "O:BAD:P(A;;FA;;;BA)(A;;FA;;;BU)", false, true},
		{"a guest's", "O:BGD:P(A;;FA;;;BA)(A;;FR;;;BU)", false, false},
		{"one without an owner", "D:P(A;;FA;;;BA)", false, false},
		{"one without limits", "O:BA", false, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			sd, err := windows.SecurityDescriptorFromString(test.sddl)
			if err != nil {
				t.Fatal(err)
			}
			if file, folder := ofAdministrators(sd, false), ofAdministrators(sd, true); file != test.file || folder != test.folder {
				t.Errorf("as a file used: %v, as a folder: %v", file, folder)
			}
			testGiven(t, sd, test.file)
		})
	}
}

// testGiven gives a real file the owner and the rights of sd. Only administrators may, and Wine keeps neither.
func testGiven(t *testing.T, sd *windows.SECURITY_DESCRIPTOR, used bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.sendoff")
	if err := os.WriteFile(path, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	owner, _, _ := sd.Owner()
	rights, _, _ := sd.DACL()
	const both = windows.OWNER_SECURITY_INFORMATION | windows.DACL_SECURITY_INFORMATION | windows.PROTECTED_DACL_SECURITY_INFORMATION
	if owner == nil || windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, both, owner, nil, rights, nil) != nil {
		return
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was only looked at
	kept, err := windows.GetSecurityInfo(windows.Handle(f.Fd()), windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		t.Fatal(err)
	}
	if now, _, err := kept.Owner(); err != nil || now == nil || !now.Equals(owner) {
		t.Logf("the owner of a file is not kept here: %v, %v", now, err)
		return
	}
	if byAdministrator(f) != used {
		t.Errorf("a real file is used: %v", !used)
	}
}
