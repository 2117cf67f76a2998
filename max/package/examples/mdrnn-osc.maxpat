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
			700.0
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
						112.77600000000001,
						29.0
					],
					"text": "mdrnn-osc",
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
						134.85360000000003,
						12.0,
						402.98639999999983,
						22.0
					],
					"text": "without the external: Max plays with mdrnn run over OSC",
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
						52.0,
						800.0,
						20.0
					],
					"text": "In a terminal: mdrnn run mouse-3d-xs. It listens on port 6000 of this machine and sends to port 6001.",
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
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						12.0,
						80.0,
						210.0,
						342.0
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
					"id": "obj-6",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20.0,
						84.0,
						131.34000000000003,
						21.0
					],
					"text": "1  drag, then let go",
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
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						26.0,
						382.0,
						147.33520000000001,
						22.0
					],
					"text": "prepend /mdrnn/event"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						26.0,
						446.0,
						154.8016,
						22.0
					],
					"text": "udpsend 127.0.0.1 6000"
				}
			},
			{
				"box": {
					"id": "obj-9",
					"maxclass": "pictslider",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"int",
						"int"
					],
					"patching_rect": [
						26.0,
						114.0,
						180.0,
						180.0
					],
					"jump": 1,
					"parameter_enable": 0,
					"leftvalue": 0,
					"rightvalue": 1000,
					"bottomvalue": 0,
					"topvalue": 1000
				}
			},
			{
				"box": {
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						26.0,
						308.0,
						65.9392,
						22.0
					],
					"text": "pack 0 0"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "newobj",
					"numinlets": 6,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						26.0,
						340.0,
						121.01920000000003,
						22.0
					],
					"text": "scale 0 1000 0. 1."
				}
			},
			{
				"box": {
					"id": "obj-12",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						232.0,
						80.0,
						410.0,
						342.0
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
					"id": "obj-13",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						240.0,
						84.0,
						58.542599999999986,
						21.0
					],
					"text": "or send",
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
					"id": "obj-14",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						250.0,
						112.0,
						175.85440000000006,
						22.0
					],
					"text": "/mdrnn/mode callresponse"
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
						250.0,
						139.0,
						160.79920000000004,
						22.0
					],
					"text": "/mdrnn/mode polyphony"
				}
			},
			{
				"box": {
					"id": "obj-16",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						250.0,
						166.0,
						133.99360000000004,
						22.0
					],
					"text": "/mdrnn/mode battle"
				}
			},
			{
				"box": {
					"id": "obj-17",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						250.0,
						193.0,
						150.88480000000004,
						22.0
					],
					"text": "/mdrnn/mode useronly"
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
						250.0,
						220.0,
						141.46000000000004,
						22.0
					],
					"text": "/mdrnn/threshold 0.5"
				}
			},
			{
				"box": {
					"id": "obj-19",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						250.0,
						247.0,
						167.04160000000005,
						22.0
					],
					"text": "/mdrnn/pi_temperature 1."
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
						250.0,
						274.0,
						205.47520000000006,
						22.0
					],
					"text": "/mdrnn/sigma_temperature 0.01"
				}
			},
			{
				"box": {
					"id": "obj-21",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						250.0,
						301.0,
						138.03280000000004,
						22.0
					],
					"text": "/mdrnn/timescale 1."
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
						250.0,
						328.0,
						122.97760000000002,
						22.0
					],
					"text": "/mdrnn/max_dt 5."
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						250.0,
						355.0,
						151.37440000000004,
						22.0
					],
					"text": "/mdrnn/grain 0.007874"
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
						250.0,
						382.0,
						130.44400000000002,
						22.0
					],
					"text": "/mdrnn/value 0 0.9"
				}
			},
			{
				"box": {
					"id": "obj-25",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						112.0,
						127.50640000000003,
						22.0
					],
					"text": "/mdrnn/autostart 1"
				}
			},
			{
				"box": {
					"id": "obj-26",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						139.0,
						111.34960000000002,
						22.0
					],
					"text": "/mdrnn/pause 1"
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						166.0,
						111.34960000000002,
						22.0
					],
					"text": "/mdrnn/pause 0"
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						193.0,
						94.45840000000001,
						22.0
					],
					"text": "/mdrnn/reset"
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						220.0,
						104.37280000000001,
						22.0
					],
					"text": "/mdrnn/seed 7"
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						247.0,
						156.51520000000002,
						22.0
					],
					"text": "/mdrnn/step 0.1 0.5 0.5"
				}
			},
			{
				"box": {
					"id": "obj-31",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						274.0,
						168.87760000000006,
						22.0
					],
					"text": "/mdrnn/load mouse-3d-xs"
				}
			},
			{
				"box": {
					"id": "obj-32",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						301.0,
						112.45120000000001,
						22.0
					],
					"text": "/mdrnn/record 1"
				}
			},
			{
				"box": {
					"id": "obj-33",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						328.0,
						112.45120000000001,
						22.0
					],
					"text": "/mdrnn/record 0"
				}
			},
			{
				"box": {
					"id": "obj-34",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						462.0,
						355.0,
						87.48160000000001,
						22.0
					],
					"text": "/mdrnn/info"
				}
			},
			{
				"box": {
					"id": "obj-35",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						652.0,
						80.0,
						296.0,
						602.0
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
					"id": "obj-36",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						660.0,
						84.0,
						64.11179999999999,
						21.0
					],
					"text": "2  listen",
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
					"id": "obj-37",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						664.0,
						114.0,
						111.8392,
						22.0
					],
					"text": "udpreceive 6001"
				}
			},
			{
				"box": {
					"id": "obj-38",
					"maxclass": "newobj",
					"numinlets": 5,
					"numoutlets": 5,
					"outlettype": [
						"",
						"",
						"",
						"",
						""
					],
					"patching_rect": [
						664.0,
						152.0,
						276.0,
						22.0
					],
					"text": "route /impsy /mdrnn/error /mdrnn/step /mdrnn/info"
				}
			},
			{
				"box": {
					"id": "obj-39",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						728.3,
						270.0,
						84.0,
						22.0
					],
					"text": "print mistake"
				}
			},
			{
				"box": {
					"id": "obj-40",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						792.5,
						236.0,
						84.0,
						22.0
					],
					"text": "print step"
				}
			},
			{
				"box": {
					"id": "obj-41",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						856.7,
						202.0,
						84.0,
						22.0
					],
					"text": "print info"
				}
			},
			{
				"box": {
					"id": "obj-42",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"",
						""
					],
					"patching_rect": [
						664.0,
						202.0,
						60.0,
						22.0
					],
					"text": "t l l"
				}
			},
			{
				"box": {
					"id": "obj-43",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"",
						"bang"
					],
					"patching_rect": [
						664.0,
						312.0,
						150.0,
						22.0
					],
					"text": "t l b"
				}
			},
			{
				"box": {
					"id": "obj-44",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"float",
						"float"
					],
					"patching_rect": [
						664.0,
						348.0,
						87.97120000000001,
						22.0
					],
					"text": "unpack 0. 0."
				}
			},
			{
				"box": {
					"id": "obj-45",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"signal",
						"bang"
					],
					"patching_rect": [
						664.0,
						384.0,
						50.0,
						22.0
					],
					"text": "line~"
				}
			},
			{
				"box": {
					"id": "obj-46",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"signal",
						"bang"
					],
					"patching_rect": [
						728.0,
						384.0,
						50.0,
						22.0
					],
					"text": "line~"
				}
			},
			{
				"box": {
					"id": "obj-47",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 1,
					"outlettype": [
						"signal"
					],
					"patching_rect": [
						664.0,
						424.0,
						150.0,
						22.0
					],
					"text": "p synth",
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
							470.0,
							400.0
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
									"maxclass": "inlet",
									"numinlets": 0,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										20.0,
										30.0,
										30.0
									],
									"comment": "x, from 0 to 1: pitch",
									"index": 1
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "inlet",
									"numinlets": 0,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										180.0,
										20.0,
										30.0,
										30.0
									],
									"comment": "y, from 0 to 1: brightness",
									"index": 2
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "inlet",
									"numinlets": 0,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										340.0,
										20.0,
										30.0,
										30.0
									],
									"comment": "bang: an event",
									"index": 3
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										30.0,
										66.0,
										55.535199999999996,
										22.0
									],
									"text": "*~ 36."
								}
							},
							{
								"box": {
									"id": "obj-5",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										30.0,
										102.0,
										55.535199999999996,
										22.0
									],
									"text": "+~ 40."
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										30.0,
										138.0,
										52.108,
										22.0
									],
									"text": "mtof~"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										180.0,
										66.0,
										147.4576,
										22.0
									],
									"text": "rampsmooth~ 480 480"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										180.0,
										102.0,
										55.535199999999996,
										22.0
									],
									"text": "*~ 54."
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										180.0,
										138.0,
										55.535199999999996,
										22.0
									],
									"text": "+~ 60."
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										180.0,
										174.0,
										52.108,
										22.0
									],
									"text": "mtof~"
								}
							},
							{
								"box": {
									"id": "obj-11",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										30.0,
										180.0,
										51.0064,
										22.0
									],
									"text": "saw~"
								}
							},
							{
								"box": {
									"id": "obj-12",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										30.0,
										236.0,
										130.0,
										22.0
									],
									"text": "lores~ 1000 0.4"
								}
							},
							{
								"box": {
									"id": "obj-13",
									"maxclass": "message",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										340.0,
										66.0,
										92.0104,
										22.0
									],
									"text": "0.3 15 0. 900"
								}
							},
							{
								"box": {
									"id": "obj-14",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"bang"
									],
									"patching_rect": [
										340.0,
										102.0,
										48.55839999999999,
										22.0
									],
									"text": "line~"
								}
							},
							{
								"box": {
									"id": "obj-15",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										30.0,
										290.0,
										60.0,
										22.0
									],
									"text": "*~"
								}
							},
							{
								"box": {
									"id": "obj-16",
									"maxclass": "outlet",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										30.0,
										340.0,
										30.0,
										30.0
									],
									"comment": "the sound",
									"index": 1
								}
							},
							{
								"box": {
									"id": "obj-17",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										130.0,
										330.0,
										300.0,
										20.0
									],
									"text": "Each event sounds for 0.9 seconds.",
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
										"obj-1",
										0
									],
									"destination": [
										"obj-4",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-4",
										0
									],
									"destination": [
										"obj-5",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-5",
										0
									],
									"destination": [
										"obj-6",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-2",
										0
									],
									"destination": [
										"obj-7",
										0
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
										"obj-8",
										0
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
										"obj-9",
										0
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
										"obj-10",
										0
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-6",
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
										"obj-12",
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
										"obj-12",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-3",
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
										"obj-12",
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
										"obj-14",
										0
									],
									"destination": [
										"obj-15",
										1
									],
									"midpoints": [
										349.5,
										128.0,
										322,
										128.0,
										322,
										281.0,
										80.5,
										281.0
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
										"obj-16",
										0
									]
								}
							}
						]
					}
				}
			},
			{
				"box": {
					"id": "obj-48",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						714.0,
						468.0,
						97.39600000000002,
						22.0
					],
					"text": "loadmess 110"
				}
			},
			{
				"box": {
					"id": "obj-49",
					"maxclass": "gain~",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"signal",
						""
					],
					"patching_rect": [
						664.0,
						502.0,
						140.0,
						18.0
					],
					"orientation": 1,
					"parameter_enable": 0
				}
			},
			{
				"box": {
					"id": "obj-50",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [
						664.0,
						544.0,
						46.0,
						22.0
					],
					"text": "dac~"
				}
			},
			{
				"box": {
					"id": "obj-51",
					"maxclass": "meter~",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						"float"
					],
					"patching_rect": [
						724.0,
						547.0,
						80.0,
						16.0
					]
				}
			},
			{
				"box": {
					"id": "obj-52",
					"maxclass": "newobj",
					"numinlets": 6,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						250.0,
						446.0,
						129.09760000000003,
						22.0
					],
					"text": "scale 0. 1. 0. 1000."
				}
			},
			{
				"box": {
					"id": "obj-53",
					"maxclass": "pictslider",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"int",
						"int"
					],
					"patching_rect": [
						250.0,
						482.0,
						150.0,
						150.0
					],
					"jump": 1,
					"parameter_enable": 0,
					"leftvalue": 0,
					"rightvalue": 1000,
					"bottomvalue": 0,
					"topvalue": 1000,
					"ignoreclick": 1
				}
			},
			{
				"box": {
					"id": "obj-54",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						250.0,
						636.0,
						149.08800000000005,
						20.0
					],
					"text": "what the network plays",
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
					"id": "obj-55",
					"maxclass": "toggle",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						"int"
					],
					"patching_rect": [
						664.0,
						588.0,
						44.0,
						44.0
					],
					"parameter_enable": 0
				}
			},
			{
				"box": {
					"id": "obj-56",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [
						664.0,
						648.0,
						46.0,
						22.0
					],
					"text": "dac~"
				}
			},
			{
				"box": {
					"id": "obj-57",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						716.0,
						600.0,
						46.88399999999999,
						20.0
					],
					"text": "sound",
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
						"obj-9",
						1
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
						"obj-9",
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
						"obj-10",
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
						"obj-7",
						0
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
						"obj-8",
						0
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
						"obj-8",
						0
					],
					"midpoints": [
						259.5,
						138.0,
						242,
						138.0,
						242,
						437.0,
						35.5,
						437.0
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
					],
					"midpoints": [
						259.5,
						165.0,
						242,
						165.0,
						242,
						437.0,
						35.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-16",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						259.5,
						192.0,
						242,
						192.0,
						242,
						437.0,
						35.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-17",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						259.5,
						219.0,
						242,
						219.0,
						242,
						437.0,
						35.5,
						437.0
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
						259.5,
						246.0,
						242,
						246.0,
						242,
						437.0,
						35.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-19",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						259.5,
						273.0,
						242,
						273.0,
						242,
						437.0,
						35.5,
						437.0
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
						259.5,
						300.0,
						242,
						300.0,
						242,
						437.0,
						35.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-21",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						259.5,
						327.0,
						242,
						327.0,
						242,
						437.0,
						35.5,
						437.0
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
						259.5,
						354.0,
						242,
						354.0,
						242,
						437.0,
						35.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-23",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						259.5,
						381.0,
						242,
						381.0,
						242,
						437.0,
						35.5,
						437.0
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
						259.5,
						408.0,
						242,
						408.0,
						242,
						437.0,
						35.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-25",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						138.0,
						242,
						138.0,
						242,
						437.0,
						35.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-26",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						165.0,
						242,
						165.0,
						242,
						437.0,
						35.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-27",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						192.0,
						242,
						192.0,
						242,
						437.0,
						35.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-28",
						0
					],
					"destination": [
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						219.0,
						242,
						219.0,
						242,
						437.0,
						35.5,
						437.0
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
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						246.0,
						242,
						246.0,
						242,
						437.0,
						35.5,
						437.0
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
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						273.0,
						242,
						273.0,
						242,
						437.0,
						35.5,
						437.0
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
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						300.0,
						242,
						300.0,
						242,
						437.0,
						35.5,
						437.0
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
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						327.0,
						242,
						327.0,
						242,
						437.0,
						35.5,
						437.0
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
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						354.0,
						242,
						354.0,
						242,
						437.0,
						35.5,
						437.0
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
						"obj-8",
						0
					],
					"midpoints": [
						471.5,
						381.0,
						242,
						381.0,
						242,
						437.0,
						35.5,
						437.0
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
						"obj-38",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-38",
						1
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
						"obj-38",
						2
					],
					"destination": [
						"obj-40",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-38",
						3
					],
					"destination": [
						"obj-41",
						0
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
						"obj-42",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-42",
						0
					],
					"destination": [
						"obj-43",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-43",
						1
					],
					"destination": [
						"obj-47",
						2
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-43",
						0
					],
					"destination": [
						"obj-44",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-44",
						0
					],
					"destination": [
						"obj-45",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-45",
						0
					],
					"destination": [
						"obj-47",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-44",
						1
					],
					"destination": [
						"obj-46",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-46",
						0
					],
					"destination": [
						"obj-47",
						1
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-47",
						0
					],
					"destination": [
						"obj-49",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-48",
						0
					],
					"destination": [
						"obj-49",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-49",
						0
					],
					"destination": [
						"obj-50",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-49",
						0
					],
					"destination": [
						"obj-50",
						1
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-49",
						0
					],
					"destination": [
						"obj-51",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-42",
						1
					],
					"destination": [
						"obj-52",
						0
					],
					"midpoints": [
						714.5,
						228.0,
						646,
						228.0,
						646,
						437.0,
						259.5,
						437.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-52",
						0
					],
					"destination": [
						"obj-53",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-55",
						0
					],
					"destination": [
						"obj-56",
						0
					]
				}
			}
		]
	}
}
