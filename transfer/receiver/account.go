package receiver

import (
	"cmp"
	"errors"
	"path"
	"strings"
)

// Account is what a user has that differs from others.
type Account struct {
	// Folder is where the user's uploads appear, below Options.Dir and with slashes; "" is Options.Dir itself, or with
	// Options.UserFolders a folder of the user's name. It is made when it is needed.
	Folder string
	// MaxSize is the largest upload in bytes; 0 is Options.MaxSize.
	MaxSize int64
	// Sessions is how many uploads the user may have open at once; 0 is Options.SessionsPerUser.
	Sessions int
}

// check returns an error for settings that do not work.
func (a Account) check() error {
	if a.MaxSize < 0 || a.Sessions < 0 {
		return errors.New("a limit is negative")
	}
	if a.Folder != "" && !plainFolder(a.Folder) {
		return errors.New("the folder is no plain path below that of the uploads")
	}
	return nil
}

// plainFolder reports whether a path with slashes stays below the folder of uploads, and out of stateDir.
func plainFolder(folder string) bool {
	segments := strings.Split(folder, "/")
	for _, s := range segments {
		if !plainName(s) {
			return false
		}
	}
	return !strings.EqualFold(segments[0], stateDir)
}

// account returns what holds for a user; "" is who did not have to sign in.
func (o *Options) account(user string) Account {
	a := o.Accounts[user]
	if a.Folder == "" && o.UserFolders && o.Users != nil {
		a.Folder = user
	}
	a.MaxSize = cmp.Or(a.MaxSize, o.MaxSize)
	a.Sessions = cmp.Or(a.Sessions, o.SessionsPerUser)
	return a
}

// folder is Folder in the form of paths.
func (a Account) folder() string { return cmp.Or(a.Folder, ".") }

// place puts the name of a URL below the folder of its user.
func (o *Options) place(user, name string) (string, error) {
	folder := o.account(user).Folder
	if folder != "" && !plainFolder(folder) || folder == user && user != "" && !plainName(user) {
		return "", deniedError("the name of the user is no name of a folder")
	}
	return path.Join(folder, name), nil
}
