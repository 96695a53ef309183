module sendoff

go 1.26.0

require (
	fyne.io/fyne/v2 v2.8.1 // indirect
	github.com/adrg/xdg v0.5.3 // indirect
	github.com/akavel/rsrc v0.10.2 // indirect
	github.com/alecthomas/kong v1.17.0 // indirect
	github.com/dchest/jsmin v1.0.0 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/josephspurrier/goversioninfo v1.7.0 // indirect
	github.com/ncruces/zenity v0.10.15 // indirect
	github.com/randall77/makefat v0.0.0-20260406194835-1b91746796b7 // indirect
	github.com/rymdport/portal v0.4.2 // indirect
	go.etcd.io/bbolt v1.5.0 // indirect
	golang.org/x/image v0.44.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
	golang.org/x/time v0.16.0 // indirect
)
