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
			620.0,
			300.0
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
						620.0,
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
						71.16,
						29.0
					],
					"text": "mdrnn",
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
						89.07600000000001,
						12.0,
						261.9000000000001,
						22.0
					],
					"text": "a neural network that plays with you",
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
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						14.0,
						54.0,
						71.6088,
						20.0
					],
					"text": "Click one:",
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
					"id": "obj-5",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						30.0,
						240.0,
						63.001599999999996,
						22.0
					],
					"text": "pcontrol"
				}
			},
			{
				"box": {
					"id": "obj-6",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						30.0,
						84.0,
						144.52000000000004,
						22.0
					],
					"text": "load mdrnn~.maxhelp"
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						210.0,
						85.0,
						322.5287999999999,
						20.0
					],
					"text": "the help: first sound, signals, modes, recording, OSC",
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
					"id": "obj-8",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						30.0,
						120.0,
						151.98640000000003,
						22.0
					],
					"text": "load mdrnn-pad.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						210.0,
						121.0,
						328.15919999999994,
						20.0
					],
					"text": "a pad that controls the pitch and brightness of a synth",
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
					"id": "obj-10",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						30.0,
						156.0,
						156.6376,
						22.0
					],
					"text": "load mdrnn-midi.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						210.0,
						157.0,
						311.2679999999999,
						20.0
					],
					"text": "notes and a controller in, notes and a controller out",
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
					"id": "obj-12",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						30.0,
						192.0,
						151.98640000000003,
						22.0
					],
					"text": "load mdrnn-osc.maxpat"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						210.0,
						193.0,
						282.62639999999993,
						20.0
					],
					"text": "without the external, with mdrnn run over OSC",
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
					"id": "obj-14",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						120.0,
						241.0,
						462.7991999999997,
						20.0
					],
					"text": "For Live: the MIDI effect mdrnn.amxd in the folder devices of this package.",
					"linecount": 1,
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
						"obj-5",
						0
					],
					"midpoints": [
						39.5,
						110.0,
						18,
						110.0,
						18,
						231.0,
						39.5,
						231.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-8",
						0
					],
					"destination": [
						"obj-5",
						0
					],
					"midpoints": [
						39.5,
						146.0,
						18,
						146.0,
						18,
						231.0,
						39.5,
						231.0
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
						"obj-5",
						0
					],
					"midpoints": [
						39.5,
						182.0,
						18,
						182.0,
						18,
						231.0,
						39.5,
						231.0
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
						"obj-5",
						0
					],
					"midpoints": [
						39.5,
						218.0,
						18,
						218.0,
						18,
						231.0,
						39.5,
						231.0
					]
				}
			}
		]
	}
}
