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
			860.0,
			740.0
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
						860.0,
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
					"text": "mdrnn-pad",
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
						416.69519999999994,
						22.0
					],
					"text": "you and a network share one pad and two synth commands",
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
						130.0,
						110.0
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
						20.0,
						56.0,
						66.10079999999999,
						21.0
					],
					"text": "1  sound",
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
					"maxclass": "toggle",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						"int"
					],
					"patching_rect": [
						24.0,
						84.0,
						44.0,
						44.0
					],
					"parameter_enable": 0
				}
			},
			{
				"box": {
					"id": "obj-7",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [
						24.0,
						134.0,
						46.0,
						22.0
					],
					"text": "dac~"
				}
			},
			{
				"box": {
					"id": "obj-8",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						152.0,
						52.0,
						290.0,
						320.0
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
					"id": "obj-9",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						160.0,
						56.0,
						131.34000000000003,
						21.0
					],
					"text": "2  drag, then let go",
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
					"id": "obj-10",
					"maxclass": "newobj",
					"numinlets": 3,
					"numoutlets": 7,
					"outlettype": [
						"signal",
						"signal",
						"signal",
						"signal",
						"signal",
						"",
						""
					],
					"patching_rect": [
						166.0,
						400.0,
						340.0,
						22.0
					],
					"text": "mdrnn~ mouse-3d-xs @threshold 0.5 @thru 1"
				}
			},
			{
				"box": {
					"id": "obj-11",
					"maxclass": "pictslider",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"int",
						"int"
					],
					"patching_rect": [
						166.0,
						84.0,
						220.0,
						220.0
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
					"id": "obj-12",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						166.0,
						318.0,
						65.9392,
						22.0
					],
					"text": "pack 0 0"
				}
			},
			{
				"box": {
					"id": "obj-13",
					"maxclass": "newobj",
					"numinlets": 6,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						166.0,
						350.0,
						121.01920000000003,
						22.0
					],
					"text": "scale 0 1000 0. 1."
				}
			},
			{
				"box": {
					"id": "obj-14",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						12.0,
						172.0,
						130.0,
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
					"id": "obj-15",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						20.0,
						176.0,
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
					"id": "obj-16",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						18.0,
						204.0,
						118.0,
						22.0
					],
					"text": "mode callresponse"
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
						18.0,
						240.0,
						118.0,
						22.0
					],
					"text": "mode polyphony"
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
						18.0,
						276.0,
						118.0,
						22.0
					],
					"text": "mode battle"
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
						18.0,
						312.0,
						118.0,
						22.0
					],
					"text": "mode useronly"
				}
			},
			{
				"box": {
					"id": "obj-20",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						516.0,
						401.0,
						248.23199999999997,
						20.0
					],
					"text": "@thru 1: your own events are output, too",
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
					"id": "obj-21",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"",
						""
					],
					"patching_rect": [
						414.0,
						440.0,
						80.9944,
						22.0
					],
					"text": "route event"
				}
			},
			{
				"box": {
					"id": "obj-22",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"",
						""
					],
					"patching_rect": [
						414.0,
						476.0,
						60.0,
						22.0
					],
					"text": "t l l"
				}
			},
			{
				"box": {
					"id": "obj-23",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"float",
						"float"
					],
					"patching_rect": [
						414.0,
						512.0,
						180.0,
						22.0
					],
					"text": "unpack 0. 0."
				}
			},
			{
				"box": {
					"id": "obj-24",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						"signal"
					],
					"patching_rect": [
						414.0,
						592.0,
						110.0,
						22.0
					],
					"text": "p commands",
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
							430.0,
							330.0
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
									"comment": "pitch x or brightness x, from 0 to 1",
									"index": 1
								}
							},
							{
								"box": {
									"id": "obj-2",
									"maxclass": "newobj",
									"numinlets": 1,
									"numoutlets": 2,
									"outlettype": [
										"",
										"bang"
									],
									"patching_rect": [
										30.0,
										66.0,
										190.0,
										22.0
									],
									"text": "t l b"
								}
							},
							{
								"box": {
									"id": "obj-3",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 3,
									"outlettype": [
										"",
										"",
										""
									],
									"patching_rect": [
										30.0,
										102.0,
										150.0,
										22.0
									],
									"text": "route pitch brightness"
								}
							},
							{
								"box": {
									"id": "obj-4",
									"maxclass": "newobj",
									"numinlets": 3,
									"numoutlets": 1,
									"outlettype": [
										"signal"
									],
									"patching_rect": [
										30.0,
										210.0,
										190.0,
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
									"id": "obj-5",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										30.0,
										138.0,
										74.0,
										22.0
									],
									"text": "pack 0. 20"
								}
							},
							{
								"box": {
									"id": "obj-6",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"bang"
									],
									"patching_rect": [
										30.0,
										174.0,
										50.0,
										22.0
									],
									"text": "line~"
								}
							},
							{
								"box": {
									"id": "obj-7",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 1,
									"outlettype": [
										""
									],
									"patching_rect": [
										110.0,
										138.0,
										74.0,
										22.0
									],
									"text": "pack 0. 20"
								}
							},
							{
								"box": {
									"id": "obj-8",
									"maxclass": "newobj",
									"numinlets": 2,
									"numoutlets": 2,
									"outlettype": [
										"signal",
										"bang"
									],
									"patching_rect": [
										110.0,
										174.0,
										50.0,
										22.0
									],
									"text": "line~"
								}
							},
							{
								"box": {
									"id": "obj-9",
									"maxclass": "outlet",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										30.0,
										256.0,
										30.0,
										30.0
									],
									"comment": "the sound",
									"index": 1
								}
							},
							{
								"box": {
									"id": "obj-10",
									"maxclass": "comment",
									"numinlets": 1,
									"numoutlets": 0,
									"patching_rect": [
										236.0,
										102.0,
										180.0,
										48.0
									],
									"text": "Each command is reached in 20 ms and sounds for a moment.",
									"linecount": 3,
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
										"obj-2",
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
										"obj-3",
										0
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
										"obj-6",
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
										"obj-3",
										1
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
										"obj-4",
										1
									]
								}
							},
							{
								"patchline": {
									"source": [
										"obj-2",
										1
									],
									"destination": [
										"obj-4",
										2
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
										"obj-9",
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
					"id": "obj-25",
					"maxclass": "message",
					"numinlets": 2,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						414.0,
						548.0,
						63.00159999999999,
						22.0
					],
					"text": "pitch $1"
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
						575.0,
						548.0,
						94.94800000000001,
						22.0
					],
					"text": "brightness $1"
				}
			},
			{
				"box": {
					"id": "obj-27",
					"maxclass": "newobj",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						464.0,
						626.0,
						97.39600000000002,
						22.0
					],
					"text": "loadmess 110"
				}
			},
			{
				"box": {
					"id": "obj-28",
					"maxclass": "gain~",
					"numinlets": 1,
					"numoutlets": 2,
					"outlettype": [
						"signal",
						""
					],
					"patching_rect": [
						414.0,
						660.0,
						140.0,
						18.0
					],
					"orientation": 1,
					"parameter_enable": 0
				}
			},
			{
				"box": {
					"id": "obj-29",
					"maxclass": "newobj",
					"numinlets": 2,
					"numoutlets": 0,
					"patching_rect": [
						414.0,
						702.0,
						46.0,
						22.0
					],
					"text": "dac~"
				}
			},
			{
				"box": {
					"id": "obj-30",
					"maxclass": "meter~",
					"numinlets": 1,
					"numoutlets": 1,
					"outlettype": [
						"float"
					],
					"patching_rect": [
						474.0,
						705.0,
						80.0,
						16.0
					]
				}
			},
			{
				"box": {
					"id": "obj-31",
					"maxclass": "panel",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						452.0,
						52.0,
						396.0,
						320.0
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
					"id": "obj-32",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						460.0,
						56.0,
						252.80160000000004,
						21.0
					],
					"text": "3  what is playing, you or the network",
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
					"id": "obj-33",
					"maxclass": "newobj",
					"numinlets": 6,
					"numoutlets": 1,
					"outlettype": [
						""
					],
					"patching_rect": [
						466.0,
						96.0,
						129.09760000000003,
						22.0
					],
					"text": "scale 0. 1. 0. 1000."
				}
			},
			{
				"box": {
					"id": "obj-34",
					"maxclass": "pictslider",
					"numinlets": 2,
					"numoutlets": 2,
					"outlettype": [
						"int",
						"int"
					],
					"patching_rect": [
						466.0,
						132.0,
						220.0,
						220.0
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
					"id": "obj-35",
					"maxclass": "comment",
					"numinlets": 1,
					"numoutlets": 0,
					"patching_rect": [
						700.0,
						140.0,
						140.0,
						76.0
					],
					"text": "Let go: after half a second the network continues. Take over again whenever you like.",
					"linecount": 5,
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
						"obj-7",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-11",
						1
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
						"obj-12",
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
						"obj-10",
						0
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
						"obj-10",
						0
					],
					"midpoints": [
						27.5,
						230.0,
						146,
						230.0,
						146,
						391.0,
						175.5,
						391.0
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
						"obj-10",
						0
					],
					"midpoints": [
						27.5,
						266.0,
						146,
						266.0,
						146,
						391.0,
						175.5,
						391.0
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
						"obj-10",
						0
					],
					"midpoints": [
						27.5,
						302.0,
						146,
						302.0,
						146,
						391.0,
						175.5,
						391.0
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
						"obj-10",
						0
					],
					"midpoints": [
						27.5,
						338.0,
						146,
						338.0,
						146,
						391.0,
						175.5,
						391.0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-10",
						5
					],
					"destination": [
						"obj-21",
						0
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
						"obj-22",
						0
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
						"obj-23",
						0
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
						"obj-25",
						0
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
						"obj-24",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-23",
						1
					],
					"destination": [
						"obj-26",
						0
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
						"obj-24",
						0
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
						"obj-28",
						0
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
						"obj-28",
						0
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
						"obj-29",
						0
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
						"obj-29",
						1
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
						"obj-30",
						0
					]
				}
			},
			{
				"patchline": {
					"source": [
						"obj-22",
						1
					],
					"destination": [
						"obj-33",
						0
					],
					"midpoints": [
						464.5,
						502.0,
						848,
						502.0,
						848,
						87.0,
						475.5,
						87.0
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
						"obj-34",
						0
					]
				}
			}
		]
	}
}
