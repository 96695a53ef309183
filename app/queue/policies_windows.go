package queue

import (
	"os"

	"golang.org/x/sys/windows"
)

// trustedInstaller is the account that Windows installs programs of its own as.
const trustedInstaller = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"

// byAdministrator reports whether a file or folder is the administrators', the system's or the installer's, and nobody
// else may write to a file. Each user may put files of his own into most folders below %ProgramData%: those are his.
func byAdministrator(f *os.File) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	sd, err := windows.GetSecurityInfo(windows.Handle(f.Fd()), windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return false
	}
	return ofAdministrators(sd, info.IsDir())
}

// ofAdministrators is byAdministrator for what has the owner and the rights of sd.
func ofAdministrators(sd *windows.SECURITY_DESCRIPTOR, folder bool) bool {
	owner, _, err := sd.Owner()
	trusted := administrators()
	if err != nil || owner == nil || !trusted.has(owner) {
		return false
	}
	rights, _, err := sd.DACL()
	return err == nil && rights != nil && (folder || changer(rights, trusted) == nil)
}

// administrators are those who may do anything on this computer. An unknown one is left out.
func administrators() (list sids) {
	for _, kind := range []windows.WELL_KNOWN_SID_TYPE{windows.WinLocalSystemSid, windows.WinBuiltinAdministratorsSid} {
		if sid, err := windows.CreateWellKnownSid(kind); err == nil {
			list = append(list, sid)
		}
	}
	if sid, err := windows.StringToSid(trustedInstaller); err == nil {
		list = append(list, sid)
	}
	return list
}
