{
	"patcher": {
		"fileversion": 1,
		"appversion": {
			"major": 8,
			"minor": 5,
			"revision": 5,
			"architecture": "x64",
			"modernui": 1
		},
		"classnamespace": "box",
		"rect": [
			60.0,
			90.0,
			960.0,
			640.0
		],
		"bglocked": 0,
		"openinpresentation": 0,
		"default_fontsize": 12.0,
		"default_fontface": 0,
		"default_fontname": "Arial",
		"gridonopen": 1,
		"gridsize": [
			15.0,
			15.0
		],
		"gridsnaponopen": 1,
		"objectsnaponopen": 1,
		"statusbarvisible": 2,
		"toolbarvisible": 1,
		"boxanimatetime": 200,
		"enablehscroll": 1,
		"enablevscroll": 1,
		"editing_bgcolor": [
			0.96,
			0.97,
			0.98,
			1.0
		],
		"locked_bgcolor": [
			0.96,
			0.97,
			0.98,
			1.0
		],
		"boxes": [
			{
				"box": {
					"id": "obj-1",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						0.0,
						0.0,
						960.0,
						40.0
					],
					"angle": 270.0,
					"proportion": 0.5,
					"bgcolor": [
						0.79,
						0.83,
						0.9,
						1.0
					],
					"border": 0,
					"rounded": 6,
					"mode": 0,
					"background": 1,
					"ignoreclick": 1
				}
			},
			{
				"box": {
					"id": "obj-2",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						12.0,
						7.0,
						120.528,
						29.0
					],
					"text": "mdrnn-midi",
					"linecount": 1,
					"textcolor": [
						0.1,
						0.16,
						0.25,
						1.0
					],
					"fontsize": 20.0,
					"fontface": 1
				}
			},
			{
				"box": {
					"id": "obj-3",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						143.38080000000002,
						12.0,
						387.13559999999995,
						22.0
					],
					"text": "notes and a controller, played by you and by a network",
					"linecount": 1,
					"textcolor": [
						0.1,
						0.16,
						0.25,
						1.0
					],
					"fontsize": 14.0
				}
			},
			{
				"box": {
					"id": "obj-4",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						12.0,
						52.0,
						420.0,
						200.0
					],
					"angle": 270.0,
					"proportion": 0.5,
					"bgcolor": [
						0.91,
						0.93,
						0.95,
						1.0
					],
					"border": 0,
					"rounded": 6,
					"mode": 0,
					"background": 1,
					"ignoreclick": 1
				}
			},
			{
				"box": {
					"id": "obj-5",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						200.0,
						56.0,
						185.44080000000005,
						21.0
					],
					"text": "you: notes, and controller 1",
					"linecount": 1,
					"textcolor": [
						0.35,
						0.4,
						0.47,
						1.0
					],
					"fontsize": 13.0,
					"fontface": 1
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"int",
						"int",
						"int"
					],
					"patching_rect": [
						26.0,
						70.0,
						110.0,
						22.0
					],
					"text": "notein"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"int",
						"int"
					],
					"patching_rect": [
						266.0,
						84.0,
						53.0872,
						22.0
					],
					"text": "ctlin 1"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "newobj",
					"numinlets": 4,
					"numoutlets": 8,
					"outlettype": [
						"signal",
						"signal",
						"signal",
						"signal",
						"signal",
						"signal",
						"",
						""
					],
					"patching_rect": [
						26.0,
						280.0,
						340.0,
						22.0
					],
					"text": "mdrnn~ touch-4d-s @threshold 1"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"int",
						"int"
					],
					"patching_rect": [
						26.0,
						120.0,
						114.5,
						22.0
					],
					"text": "stripnote"
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						26.0,
						192.0,
						210.0,
						22.0
					],
					"text": "pack 0. 0. 0."
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						"float"
					],
					"patching_rect": [
						26.0,
						156.0,
						51.9856,
						22.0
					],
					"text": "/ 127."
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						"float"
					],
					"patching_rect": [
						121.5,
						156.0,
						51.9856,
						22.0
					],
					"text": "/ 127."
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						"float"
					],
					"patching_rect": [
						266.0,
						120.0,
						51.9856,
						22.0
					],
					"text": "/ 127."
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"float",
						"float"
					],
					"patching_rect": [
						266.0,
						156.0,
						60.0,
						22.0
					],
					"text": "t f f"
				}
			},
			{
				"box": {
					"id": "obj-15",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						266.0,
						192.0,
						76.9552,
						22.0
					],
					"text": "value 2 $1"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						442.0,
						52.0,
						506.0,
						200.0
					],
					"angle": 270.0,
					"proportion": 0.5,
					"bgcolor": [
						0.91,
						0.93,
						0.95,
						1.0
					],
					"border": 0,
					"rounded": 6,
					"mode": 0,
					"background": 1,
					"ignoreclick": 1
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						450.0,
						56.0,
						77.5044,
						21.0
					],
					"text": "who plays",
					"linecount": 1,
					"textcolor": [
						0.35,
						0.4,
						0.47,
						1.0
					],
					"fontsize": 13.0,
					"fontface": 1
				}
			},
			{
				"box": {
					"id": "obj-18",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						466.0,
						84.0,
						126.40480000000001,
						22.0
					],
					"text": "mode callresponse"
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						610.0,
						85.0,
						49.0872,
						20.0
					],
					"text": "in turn",
					"linecount": 1,
					"textcolor": [
						0.1,
						0.16,
						0.25,
						1.0
					]
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						466.0,
						120.0,
						111.34960000000002,
						22.0
					],
					"text": "mode polyphony"
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						610.0,
						121.0,
						59.00159999999999,
						20.0
					],
					"text": "together",
					"linecount": 1,
					"textcolor": [
						0.1,
						0.16,
						0.25,
						1.0
					]
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						466.0,
						156.0,
						84.54400000000001,
						22.0
					],
					"text": "mode battle"
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						610.0,
						157.0,
						90.45840000000001,
						20.0
					],
					"text": "machine only",
					"linecount": 1,
					"textcolor": [
						0.1,
						0.16,
						0.25,
						1.0
					]
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						466.0,
						192.0,
						101.43520000000002,
						22.0
					],
					"text": "mode useronly"
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						610.0,
						193.0,
						61.9392,
						20.0
					],
					"text": "you only",
					"linecount": 1,
					"textcolor": [
						0.1,
						0.16,
						0.25,
						1.0
					]
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						700.0,
						84.0,
						240.0,
						48.0
					],
					"text": "Double-click notein, ctlin, noteout and ctlout to choose ports. Use different ports, or it will hear itself.",
					"linecount": 3,
					"textcolor": [
						0.1,
						0.16,
						0.25,
						1.0
					]
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						12.0,
						312.0,
						936.0,
						316.0
					],
					"angle": 270.0,
					"proportion": 0.5,
					"bgcolor": [
						0.91,
						0.93,
						0.95,
						1.0
					],
					"border": 0,
					"rounded": 6,
					"mode": 0,
					"background": 1,
					"ignoreclick": 1
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						26.0,
						330.0,
						125.24040000000001,
						21.0
					],
					"text": "the network plays",
					"linecount": 1,
					"textcolor": [
						0.35,
						0.4,
						0.47,
						1.0
					],
					"fontsize": 13.0,
					"fontface": 1
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"",
						""
					],
					"patching_rect": [
						274.0,
						326.0,
						80.9944,
						22.0
					],
					"text": "route event"
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"",
						"bang",
						"bang"
					],
					"patching_rect": [
						274.0,
						362.0,
						330.0,
						22.0
					],
					"text": "t l b b"
				}
			},
			{
				"box": {
					"id": "obj-31",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 3,
					"outlettype": [
						"float",
						"float",
						"float"
					],
					"patching_rect": [
						274.0,
						398.0,
						200.0,
						22.0
					],
					"text": "unpack 0. 0. 0."
				}
			},
			{
				"box": {
					"id": "obj-32",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						274.0,
						442.0,
						168.0,
						22.0
					],
					"text": "expr int($f1 * 127. + 0.5)"
				}
			},
			{
				"box": {
					"id": "obj-33",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						464.0,
						472.0,
						168.0,
						22.0
					],
					"text": "expr int($f1 * 127. + 0.5)"
				}
			},
			{
				"box": {
					"id": "obj-34",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						654.0,
						502.0,
						168.0,
						22.0
					],
					"text": "expr int($f1 * 127. + 0.5)"
				}
			},
			{
				"box": {
					"id": "obj-35",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"int",
						"int"
					],
					"patching_rect": [
						464.0,
						516.0,
						80.0,
						22.0
					],
					"text": "maximum 1"
				}
			},
			{
				"box": {
					"id": "obj-36",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"int",
						"int"
					],
					"patching_rect": [
						274.0,
						562.0,
						60.0,
						22.0
					],
					"text": "flush"
				}
			},
			{
				"box": {
					"id": "obj-37",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						"bang"
					],
					"patching_rect": [
						574.0,
						398.0,
						79.89280000000001,
						22.0
					],
					"text": "delay 1500"
				}
			},
			{
				"box": {
					"id": "obj-38",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						"bang"
					],
					"patching_rect": [
						374.0,
						516.0,
						80.0,
						22.0
					],
					"text": "closebang"
				}
			},
			{
				"box": {
					"id": "obj-39",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 0,
					"patching_rect": [
						274.0,
						596.0,
						90.0,
						22.0
					],
					"text": "noteout"
				}
			},
			{
				"box": {
					"id": "obj-40",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 0,
					"patching_rect": [
						654.0,
						560.0,
						60.06399999999999,
						22.0
					],
					"text": "ctlout 1"
				}
			},
			{
				"box": {
					"id": "obj-41",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						26.0,
						380.0,
						210.0,
						62.0
					],
					"text": "No hanging notes: flush ends each note before the next, after 1.5 seconds, and when the patcher closes.",
					"linecount": 4,
					"textcolor": [
						0.1,
						0.16,
						0.25,
						1.0
					]
				}
			},
			{
				"box": {
					"id": "obj-42",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						26.0,
						470.0,
						210.0,
						34.0
					],
					"text": "Values 0, 1 and 2 of the model are pitch, velocity and controller.",
					"linecount": 2,
					"textcolor": [
						0.1,
						0.16,
						0.25,
						1.0
					]
				}
			}
		],
		"lines": [
			{
				"patchline": {
					"source": [
						"obj-6",
						0
					],
					"destination": [
						"obj-9",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-6",
						1
					],
					"destination": [
						"obj-9",
						1
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-9",
						0
					],
					"destination": [
						"obj-11",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-11",
						0
					],
					"destination": [
						"obj-10",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-9",
						1
					],
					"destination": [
						"obj-12",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-12",
						0
					],
					"destination": [
						"obj-10",
						1
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-7",
						0
					],
					"destination": [
						"obj-13",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-13",
						0
					],
					"destination": [
						"obj-14",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-14",
						1
					],
					"destination": [
						"obj-10",
						2
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-14",
						0
					],
					"destination": [
						"obj-15",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-10",
						0
					],
					"destination": [
						"obj-8",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-15",
						0
					],
					"destination": [
						"obj-8",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-18",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						475.5,
						110.0,
						452,
						110.0,
						452,
						271.0,
						35.5,
						271.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-20",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						475.5,
						146.0,
						452,
						146.0,
						452,
						271.0,
						35.5,
						271.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-22",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						475.5,
						182.0,
						452,
						182.0,
						452,
						271.0,
						35.5,
						271.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-24",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						475.5,
						218.0,
						452,
						218.0,
						452,
						271.0,
						35.5,
						271.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-8",
						6
					],
					"destination": [
						"obj-29",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-29",
						0
					],
					"destination": [
						"obj-30",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-30",
						0
					],
					"destination": [
						"obj-31",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-31",
						0
					],
					"destination": [
						"obj-32",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-31",
						1
					],
					"destination": [
						"obj-33",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-31",
						2
					],
					"destination": [
						"obj-34",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-30",
						1
					],
					"destination": [
						"obj-37",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-30",
						2
					],
					"destination": [
						"obj-36",
						0
					],
					"midpoints": [
						594.5,
						388.0,
						260,
						388.0,
						260,
						553.0,
						283.5,
						553.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-32",
						0
					],
					"destination": [
						"obj-36",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-33",
						0
					],
					"destination": [
						"obj-35",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-35",
						0
					],
					"destination": [
						"obj-36",
						1
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-37",
						0
					],
					"destination": [
						"obj-36",
						0
					],
					"midpoints": [
						583.5,
						424.0,
						260,
						424.0,
						260,
						553.0,
						283.5,
						553.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-38",
						0
					],
					"destination": [
						"obj-36",
						0
					],
					"midpoints": [
						383.5,
						542.0,
						260,
						542.0,
						260,
						553.0,
						283.5,
						553.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-36",
						0
					],
					"destination": [
						"obj-39",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-36",
						1
					],
					"destination": [
						"obj-39",
						1
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-34",
						0
					],
					"destination": [
						"obj-40",
						0
					]
				}
			}
		]
	}
}
