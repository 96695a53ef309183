//go:build !unix

package bits

import "syscall"

// readFailures are what a TransmitFile fails with when it cannot read: ERROR_CRC, ERROR_SECTOR_NOT_FOUND,
// ERROR_READ_FAULT, ERROR_GEN_FAILURE, ERROR_IO_DEVICE.
var readFailures = []syscall.Errno{23, 27, 30, 31, 1117}
