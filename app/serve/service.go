package serve

import (
	"errors"

	"sendoff/ui/words"
)

// ServiceName is the name of the service of Windows, and of its entries in the event log.
const ServiceName = "sendoff-serve"

// ErrNoService says that there are no services of Windows here.
var ErrNoService = errors.New(words.Mark("that is for Windows; under systemd the server is the unit sendoff-serve.service"))

// ServiceOrder is what to do with the service of Windows.
type ServiceOrder string

// The orders. Run is what the system itself gives, to the service's process.
const (
	InstallService ServiceOrder = "install"
	StartService   ServiceOrder = "start"
	StopService    ServiceOrder = "stop"
	RemoveService  ServiceOrder = "remove"
	RunService     ServiceOrder = "run"
)
