package queue

import (
	"fmt"
	"os"
	"unsafe"

	"sendoff/ui/words"

	"golang.org/x/sys/windows"
)

// changing are the rights to put files into a folder or to take it over.
const changing = windows.FILE_WRITE_DATA | windows.FILE_APPEND_DATA | 0x40 | // FILE_DELETE_CHILD
	windows.WRITE_DAC | windows.WRITE_OWNER | windows.GENERIC_WRITE | windows.GENERIC_ALL

// checkOwned checks that a folder belongs to this user, the system or the administrators, and that its access list
// lets no other user change it.
func checkOwned(dir string) error {
	if _, err := os.Stat(dir); err != nil {
		return err
	}
	sd, err := windows.GetNamedSecurityInfo(dir, windows.SE_FILE_OBJECT, windows.OWNER_SECURITY_INFORMATION|windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return fmt.Errorf("look at the rights of %s: %w", dir, err)
	}
	trusted, err := trustedUsers()
	if err != nil {
		return err
	}
	owner, _, err := sd.Owner()
	if err != nil {
		return fmt.Errorf("look at the owner of %s: %w", dir, err)
	}
	if owner != nil && !trusted.has(owner) {
		return Unavailable(words.Tr("the queue in %s belongs to the user %s; name a folder of your own with --dir"), dir, accountName(owner))
	}
	rights, _, err := sd.DACL()
	if err != nil || rights == nil {
		return nil //nolint:nilerr // a disk without lists of rights, such as a USB stick
	}
	if who := changer(rights, trusted); who != nil {
		return Unavailable(words.Tr("%s may write to %s and could take the queue's place; take that right away, or name another folder with --dir"), accountName(who), dir)
	}
	return nil
}

// changer is a user other than the trusted ones whom an access list lets change a folder; nil = none.
func changer(rights *windows.ACL, trusted sids) *windows.SID {
	for i := range uint32(rights.AceCount) {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(rights, i, &ace); err != nil || ace.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE {
			continue
		}
		if ace.Header.AceFlags&windows.INHERIT_ONLY_ACE != 0 || ace.Mask&changing == 0 {
			continue
		}
		if who := (*windows.SID)(unsafe.Pointer(&ace.SidStart)); !trusted.has(who) {
			return who
		}
	}
	return nil
}

type sids []*windows.SID

func (s sids) has(who *windows.SID) bool {
	for _, one := range s {
		if one.Equals(who) {
			return true
		}
	}
	return false
}

// trustedUsers are this user and those who have all rights anyway.
func trustedUsers() (sids, error) {
	own, err := ownSID()
	if err != nil {
		return nil, err
	}
	list := sids{own}
	for _, kind := range []windows.WELL_KNOWN_SID_TYPE{
		windows.WinLocalSystemSid, windows.WinBuiltinAdministratorsSid, windows.WinCreatorOwnerSid, windows.WinCreatorOwnerRightsSid,
	} {
		sid, err := windows.CreateWellKnownSid(kind)
		if err != nil {
			return nil, err
		}
		list = append(list, sid)
	}
	return list, nil
}

func accountName(sid *windows.SID) string {
	if account, domain, _, err := sid.LookupAccount(""); err == nil {
		if domain == "" {
			return account
		}
		return domain + `\` + account
	}
	return sid.String()
}
