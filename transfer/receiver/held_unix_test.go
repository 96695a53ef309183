//go:build unix

package receiver

import "syscall"

const errInUse = syscall.EBUSY
